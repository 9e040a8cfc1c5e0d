"""From finished documents to sealed packages, and back: passphrases, archives, their manifests and verification."""
