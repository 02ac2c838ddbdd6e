"""What measures do: kernels, apart from the models that an analyst sets, so that reading a scenario needs no compiler."""
