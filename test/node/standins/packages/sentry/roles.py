import types


def get_top_dog():
    return types.SimpleNamespace(id="owner")
