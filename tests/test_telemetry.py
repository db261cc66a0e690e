"""Nothing is told to anybody: statistics are off where the libraries have them.

That no page asks another machine for anything is seen in ``tests/e2e/test_browser.py``, that the model hub is
left alone in ``tests/qa/test_encoder.py``.
"""

from __future__ import annotations

import tomllib

from tests.support import ROOT


def test_the_page_sends_no_statistics_and_shows_no_details_of_errors() -> None:
    config = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text(encoding="utf-8"))
    assert config["browser"]["gatherUsageStats"] is False
    assert config["client"]["showErrorDetails"] == "none"
    assert config["server"]["address"] == "127.0.0.1"
    assert not {"enableXsrfProtection", "enableCORS"} & config["server"].keys(), "on by default, and to stay so"
