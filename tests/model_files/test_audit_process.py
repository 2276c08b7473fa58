from faqlab.model_files.audit_process import examine_apart


def test_what_takes_too_long_is_a_finding(tmp_path):
    (tmp_path / "m.keras").write_bytes(b"")
    _, found, _ = examine_apart(tmp_path / "m.keras", limit=0.001)
    assert [one.severity for one in found] == ["refuse"]
    assert "more than 0.001 seconds" in found[0].reason


def test_it_answers_with_the_memory_it_took(tmp_path):
    (tmp_path / "m.json").write_text('{"class_name": "Sequential", "config": {"layers": []}}')
    kind, found, memory = examine_apart(tmp_path / "m.json")
    assert kind == "architecture in JSON"
    assert not [one for one in found if one.severity == "refuse"]
    assert memory < 300 << 20
