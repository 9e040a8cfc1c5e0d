"""From planned packages to sealed archives: render, gather, guard, seal, publish. The one place where stages meet."""
