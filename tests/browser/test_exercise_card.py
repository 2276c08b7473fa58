"""The card as a learner meets it: wrong, a hint, right, the solution, a reload, no mouse."""

from playwright.sync_api import expect

EXERCISES = """
from faqlab import exercises  # tells the exercises how to show themselves
from faqlab.core.exercise_choice import Choice, Option
from faqlab.core.exercise_code import Code
from faqlab.core.exercise_number import Number
from faqlab.core.exercise_prediction import Prediction
from faqlab.core.run import Run

number = Number(
    "t.q1",
    "Trained with\\n\\n```\\nmodel.fit(x, y, epochs=7, " + "x" * 80 + ")\\n```\\n\\n"
    "**how many** has `val_loss`? <b>Not bold.</b> 2 ** 3 and `a ** b ** c`.",
    answer=3, unit="numbers", right="After `2`, `4`, `6`.", wrong={7: "7 are the epochs."},
    hints=["Count from 1.", "Cross out."], solution="```\\n2, 4, 6\\n```\\n\\nSo `3`.",
)
options = [Option("left", "It isn't left."), Option("right", "So it is.", right=True)]
choice = Choice("t.q2", "Where?", options=options, hints=["Not left."], solution="b")
predict = Prediction(
    "t.predict", "The loss?", options=options, outcome=lambda run: ("b", "Measured.")
)
code = Code("t.q3", "Write `f`.", check=lambda f: f(), argument="f")
"""


def card(lab, index):
    """The card in the output of a cell."""
    return lab.cell_element(index).locator(".faqlab-exercise-card")


def badge(one):
    return one.locator(".faqlab-badge")


def message(one):
    return one.get_by_role("status")


def test_wrong_hint_right_solution_and_a_reload(notebook):
    lab = notebook(EXERCISES, "number", "number", "choice")
    lab.run_all()
    first, second, other = card(lab, 1), card(lab, 2), card(lab, 3)
    expect(badge(first)).to_have_text("○not tried yet")
    expect(first.locator("pre")).to_contain_text("model.fit(x, y, epochs=7")
    expect(first.locator(".faqlab-task")).to_contain_text("<b>Not bold.</b>")
    expect(first.locator("strong")).to_have_text("how many")
    expect(first.locator(".faqlab-task")).to_contain_text("2 ** 3 and a ** b ** c.")
    expect(first).not_to_contain_text("`")

    first.get_by_role("button", name="Check").click()
    expect(message(first)).to_have_text("Enter a number first.")
    field = first.get_by_role("textbox", name="Your answer")
    field.fill("7")
    first.get_by_role("button", name="Check").click()
    for view in (first, second):
        expect(message(view)).to_have_text("Not yet. 7 are the epochs.")
        expect(badge(view)).to_have_text("◐not solved yet")
    expect(second.get_by_role("textbox")).to_have_value("7")

    first.get_by_role("button", name="Hint (1 of 2)").click()
    expect(second.get_by_role("listitem")).to_have_text(["Count from 1."])
    first.get_by_role("button", name="Solution").click()
    expect(first.locator(".faqlab-sure")).to_contain_text("Sure? There is a hint left.")
    expect(second.locator(".faqlab-sure")).to_be_hidden()
    first.get_by_role("button", name="Not yet").click()
    expect(first.locator(".faqlab-sure")).to_be_hidden()
    expect(first).not_to_contain_text("2, 4, 6")
    first.get_by_role("button", name="Next hint (2 of 2)").click()
    expect(first.get_by_role("listitem")).to_have_count(2)
    expect(first.get_by_role("button", name="hint")).to_have_count(0)
    first.get_by_role("button", name="Solution").click()
    first.get_by_role("button", name="Show it").click()
    expect(first.locator(".faqlab-solution pre")).to_have_text("2, 4, 6")
    expect(second.locator(".faqlab-solution")).to_contain_text("So 3.")

    field.fill("3")
    field.press("Enter")
    expect(message(second)).to_have_text("Right! After 2, 4, 6.")
    expect(badge(second)).to_have_text("✓solved")

    other.get_by_role("button", name="Check").click()
    expect(message(other)).to_have_text("Choose an answer first.")
    other.get_by_role("radio", name="left").check()
    other.get_by_role("button", name="Check").click()
    expect(message(other)).to_have_text("Not yet. It isn't left.")

    lab.reload()
    for view in (card(lab, 1), card(lab, 2)):
        expect(badge(view)).to_have_text("✓solved")
        expect(message(view)).to_have_text("Right! After 2, 4, 6.")
        expect(view.get_by_role("listitem")).to_have_count(2)
        expect(view.get_by_role("textbox")).to_have_value("3")
        expect(view.locator(".faqlab-solution")).to_contain_text("So 3.")
    other = card(lab, 3)
    expect(other.get_by_role("radio", name="left")).to_be_checked()
    other.get_by_role("radio", name="right").check()
    other.get_by_role("button", name="Check").click()
    expect(message(other)).to_have_text("Right! So it is.")

    lab.restart()
    other.get_by_role("button", name="Hint").click()
    expect(message(other)).to_contain_text("Run this cell again, and the card is back.")
    lab.run_all()
    expect(badge(card(lab, 1))).to_have_text("✓solved")
    expect(card(lab, 1).get_by_role("textbox")).to_have_value("3")
    expect(message(card(lab, 1))).to_be_empty()
    expect(card(lab, 3).get_by_role("radio", name="right")).to_be_checked()


def test_a_narrow_page_in_two_themes(notebook):
    lab = notebook(
        EXERCISES.replace("t.", "u."), "number", "predict", "code", theme="dark", width=420
    )
    lab.run_all()
    see_the_themes(lab, card(lab, 1))
    see_a_prediction(lab, card(lab, 2))
    see_an_answer_from_a_cell(lab, card(lab, 3))
    see_what_goes_wrong(lab, card(lab, 1))


def see_the_themes(lab, one):
    one.get_by_role("textbox").fill("3")
    one.get_by_role("button", name="Check").click()
    expect(badge(one)).to_have_text("✓solved")
    expect(badge(one)).to_have_css("color", "rgb(111, 206, 143)")
    dark = one.evaluate("node => getComputedStyle(node).color")
    # The long line of code scrolls within its own box; the card is as wide as its page.
    assert one.evaluate("node => node.scrollWidth <= node.clientWidth")
    assert one.locator("pre").first.evaluate("node => node.scrollWidth > node.clientWidth")
    lab.set_theme("light")
    expect(badge(one)).to_have_css("color", "rgb(29, 122, 62)")
    expect(one).not_to_have_css("color", dark)


def see_a_prediction(lab, bet):
    bet.get_by_role("button", name="left").click()
    expect(message(bet)).to_have_text("Noted. You say: left. Now run it and see.")
    chosen = bet.get_by_role("button", pressed=True)
    expect(chosen).to_have_text(["left"])
    bet.get_by_role("button", name="right").click()
    expect(chosen).to_have_text(["right"])
    told = lab.insert_and_run("run = Run()\npredict.reveal(run)")[0]["data"]["text/plain"]
    assert told == "Right! You said: right. Measured. So it is."
    expect(message(bet)).to_have_text(told)


def see_an_answer_from_a_cell(lab, work):
    expect(work).to_contain_text("Write it in a cell, then check it with u.q3.check(f)")
    expect(work.get_by_role("button")).to_have_count(0)
    reply = lab.insert_and_run("code.check(lambda: 'Well done.')")[0]["data"]
    assert reply["text/plain"] == "Right! Well done."
    expect(message(work)).to_have_text("Right! Well done.")


def see_what_goes_wrong(lab, one):
    """A kernel that is silent, then an error in the page itself."""
    lab.insert_and_run("number.check = lambda answer: None")
    one.get_by_role("button", name="Check").click()
    expect(message(one)).to_contain_text("No answer from the kernel yet.")
    lab.insert_and_run(
        "from faqlab.widgets.exercise_card import card_of\n"
        "card_of(number).reply = {'count': 9, 'message': 5}"
    )
    expect(one).to_contain_text("faqlab could not show the exercise")
    assert any("faqlab:" in error for error in lab.console_errors)
    lab.console_errors.clear()


def test_the_keyboard_alone(notebook):
    lab = notebook(EXERCISES.replace("t.", "k."), "number", "choice", "predict")
    lab.run_all()
    press = lab.page.keyboard.press
    first = card(lab, 1)
    first.locator("pre").focus()
    press("Tab")
    expect(first.get_by_role("textbox")).to_be_focused()
    press("7")
    press("Enter")
    expect(message(first)).to_have_text("Not yet. 7 are the epochs.")
    press("Tab")
    expect(first.get_by_role("button", name="Check")).to_be_focused()
    press("Tab")
    press("Enter")
    expect(first.get_by_role("listitem")).to_have_count(1)
    press("Space")
    expect(first.get_by_role("listitem")).to_have_count(2)
    expect(first.get_by_role("button", name="Solution")).to_be_focused()
    press("Enter")
    expect(first.get_by_role("button", name="Not yet")).to_be_focused()
    press("Escape")
    expect(first.locator(".faqlab-sure")).to_be_hidden()
    expect(first.get_by_role("button", name="Solution")).to_be_focused()
    press("Enter")
    press("Tab")
    press("Enter")
    expect(first.locator(".faqlab-solution")).to_contain_text("So 3.")

    second = card(lab, 2)
    second.get_by_role("radio", name="left").focus()
    press("Space")
    press("ArrowDown")
    expect(second.get_by_role("radio", name="right")).to_be_checked()
    press("Enter")
    expect(message(second)).to_have_text("Right! So it is.")

    third = card(lab, 3)
    third.get_by_role("button", name="left").focus()
    press("Enter")
    expect(third.get_by_role("button", pressed=True)).to_have_text(["left"])
    assert len(lab.cells()) == 4  # no key has reached the notebook's own shortcuts
