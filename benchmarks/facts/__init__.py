"""What must be seen to be true of failure and of the measures: one file per subject, one function per fact."""
