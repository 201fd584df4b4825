def measure_pictures(*a):
    raise NotImplementedError
