"""The page in a real browser: paste, see the marks, take a suggestion, undo, copy."""

from __future__ import annotations

import contextlib
import shutil
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

webdriver = pytest.importorskip("selenium.webdriver")
uvicorn = pytest.importorskip("uvicorn")

from selenium.webdriver.common.by import By  # noqa: E402
from selenium.webdriver.common.keys import Keys  # noqa: E402
from selenium.webdriver.support.ui import WebDriverWait  # noqa: E402

from tqcheck.server.app import application  # noqa: E402
from tqcheck.server.checker import Checker  # noqa: E402

pytestmark = [
    pytest.mark.skipif(
        not (shutil.which("chromium") and shutil.which("chromedriver")), reason="no Chromium"
    ),
    pytest.mark.filterwarnings("ignore"),
]
WAIT_S = 30
TEXT = "🎉 Prices fell in August , the minister said. They rose again in May , he added."


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    server = uvicorn.Server(
        uvicorn.Config(application(Checker("off")), port=0, log_level="critical")
    )
    thread = threading.Thread(target=server.run)
    thread.start()
    while not server.started:
        time.sleep(0.02)
    port = server.servers[0].sockets[0].getsockname()[1]
    yield f"http://127.0.0.1:{port}/"
    server.should_exit = True
    thread.join()


@pytest.fixture
def browser(tmp_path: Path) -> Iterator[webdriver.Chrome]:
    options = webdriver.ChromeOptions()
    for flag in (
        "--headless=new",
        "--no-sandbox",
        "--disable-gpu",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--window-size=1280,900",
        f"--user-data-dir={tmp_path / 'profile'}",
    ):
        options.add_argument(flag)
    options.binary_location = shutil.which("chromium") or ""
    service = webdriver.ChromeService(shutil.which("chromedriver"))
    opened = webdriver.Chrome(options, service)
    yield opened
    with contextlib.suppress(Exception):
        opened.quit()


def paste(browser: webdriver.Chrome, text: str) -> None:
    area = browser.find_element(By.ID, "text")
    browser.execute_script(
        "arguments[0].focus(); document.execCommand('insertText', false, arguments[1])", area, text
    )


def findings(browser: webdriver.Chrome, count: int) -> list[object]:
    """The listed findings, once there are as many as expected."""

    def listed(_: object) -> list[object] | bool:
        items = browser.find_elements(By.CSS_SELECTOR, "#findings li")
        checked = browser.find_element(By.ID, "status").text != "Checking…"
        return items if checked and len(items) == count else count == 0 and checked

    found = WebDriverWait(browser, WAIT_S).until(listed)
    return found if isinstance(found, list) else []


def test_editor_takes_a_suggestion_and_undoes_it(browser: webdriver.Chrome, address: str) -> None:
    browser.get(address)
    paste(browser, TEXT)
    first, _ = findings(browser, 2)
    marks = browser.find_elements(By.CSS_SELECTOR, "#marks mark")
    assert [mark.get_attribute("textContent") for mark in marks] == [" ,", " ,"]
    first.find_element(By.CSS_SELECTOR, ".take button").click()
    findings(browser, 1)
    area = browser.find_element(By.ID, "text")
    mended = TEXT.replace("August ,", "August,")
    assert area.get_attribute("value") == mended
    area.send_keys(Keys.CONTROL, "z")
    findings(browser, 2)
    assert area.get_attribute("value") == TEXT


def test_every_finding_is_reached_by_keyboard(browser: webdriver.Chrome, address: str) -> None:
    browser.get(address)
    paste(browser, TEXT)
    findings(browser, 2)
    reached = set()
    for _ in range(40):
        active = browser.switch_to.active_element
        reached.add(active.text or active.get_attribute("id"))
        webdriver.ActionChains(browser).send_keys(Keys.TAB).perform()
    assert {"Copy text", "text", ","} <= reached


def test_page_breaks_no_policy(browser: webdriver.Chrome, address: str) -> None:
    browser.get(address)
    paste(browser, TEXT)
    findings(browser, 2)
    assert [entry for entry in browser.get_log("browser") if entry["level"] == "SEVERE"] == []
