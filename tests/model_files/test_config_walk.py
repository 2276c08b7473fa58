from faqlab.model_files.config_walk import spots


def test_every_value_is_come_by_with_its_path():
    config = {"layers": [{"config": {"name": "a", "activation": {"class_name": "F"}}}], "n": 1}
    found = {one.path: one for one in spots(config)}
    assert found["layers/a/activation/class_name"].value == "F"
    assert found["layers/a/activation"].names
    assert not found["n"].names


def test_deep_nesting_needs_no_stack():
    deep = {}
    for _ in range(50_000):
        deep = {"a": deep}
    assert sum(1 for _ in spots(deep)) == 50_001
