"""What is wrong with a template, before a case meets it: every fault of every template in one run."""
