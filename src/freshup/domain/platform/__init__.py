"""When an installation is well, and what to do when it is not. Facts come in, findings go out."""
