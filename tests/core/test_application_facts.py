import keras

from faqlab.core.application_facts import PUBLISHED


def test_it_is_the_architectures_of_the_keras_installed():
    there = {
        name
        for name in dir(keras.applications)
        if name[0].isupper() and callable(getattr(keras.applications, name))
    }
    assert there == set(PUBLISHED)


def test_the_figures_agree_with_each_other():
    for name, (megabytes, top1, top5, millions, depth, pixels) in PUBLISHED.items():
        # float32 needs four bytes a parameter, and a file's head a little more.
        assert 0.9 * 4 * millions < 1.05 * megabytes < 1.5 * 4 * millions + 1, name
        assert 60 < top1 < (top5 or 99) < 100
        assert depth is None or 10 < depth < 600
        assert 224 <= pixels <= 600
