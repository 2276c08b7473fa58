from faqlab.model_files.budget import Budget


def test_what_is_too_much_is_counted_and_not_taken():
    budget = Budget(10)
    assert [budget.grant(size) for size in (4, 7, 6, 1)] == [4, 6, 0, 0]
    assert (budget.left, budget.missed) == (0, 8)
