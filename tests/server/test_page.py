"""The page in a real browser: paste, see the marks, take a suggestion, undo, copy, report."""

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
from selenium.webdriver.remote.webelement import WebElement  # noqa: E402
from selenium.webdriver.support.ui import Select, WebDriverWait  # noqa: E402

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


SEED = Path(__file__).parents[2] / "seeds" / "seoul-weapons-ukraine.en.txt"


@contextlib.contextmanager
def served(model: str) -> Iterator[str]:
    """The address of a running service."""
    server = uvicorn.Server(
        uvicorn.Config(application(Checker(model)), port=0, log_level="critical")
    )
    thread = threading.Thread(target=server.run)
    thread.start()
    while not server.started:
        time.sleep(0.02)
    port = server.servers[0].sockets[0].getsockname()[1]
    yield f"http://127.0.0.1:{port}/"
    server.should_exit = True
    thread.join()


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    with served("off") as found:
        yield found


@pytest.fixture(scope="module")
def downloads(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("downloads")


@pytest.fixture(scope="module")
def browser(
    tmp_path_factory: pytest.TempPathFactory, downloads: Path
) -> Iterator[webdriver.Chrome]:
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
        f"--user-data-dir={tmp_path_factory.mktemp('profile')}",
    ):
        options.add_argument(flag)
    options.binary_location = shutil.which("chromium") or ""
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    options.add_experimental_option("prefs", {"download.default_directory": str(downloads)})
    opened = webdriver.Chrome(options, webdriver.ChromeService(shutil.which("chromedriver")))
    opened.execute_cdp_cmd(
        "Browser.grantPermissions",
        {"permissions": ["clipboardReadWrite", "clipboardSanitizedWrite"]},
    )
    yield opened
    with contextlib.suppress(Exception):
        opened.quit()


def paste(browser: webdriver.Chrome, address: str, text: str) -> WebElement:
    """The text area of a fresh page, with the text pasted into it."""
    browser.get(address)
    area = browser.find_element(By.ID, "text")
    browser.execute_script(
        "arguments[0].focus(); document.execCommand('insertText', false, arguments[1])", area, text
    )
    return area


def findings(browser: webdriver.Chrome, count: int) -> list[WebElement]:
    """The listed findings, once there are as many as expected and nothing is under way."""

    def listed(_: object) -> bool:
        items = browser.find_elements(By.CSS_SELECTOR, "#findings li")
        return checked(browser) and len(items) == count

    WebDriverWait(browser, WAIT_S).until(listed)
    return list(browser.find_elements(By.CSS_SELECTOR, "#findings li"))


def checked(browser: webdriver.Chrome) -> bool:
    """Whether the last answer is shown in full."""
    return browser.find_element(By.ID, "status").text.startswith(("Checked", "Not judged"))


def press(browser: webdriver.Chrome, *keys: str, holding: str = "") -> None:
    chain = webdriver.ActionChains(browser)
    if holding:
        chain.key_down(holding)
    chain.send_keys(*keys)
    if holding:
        chain.key_up(holding)
    chain.perform()


def value(area: WebElement) -> str:
    return str(area.get_attribute("value"))


def copied(browser: webdriver.Chrome) -> str:
    """What the copy button puts on the clipboard."""
    browser.find_element(By.ID, "copy").click()
    status = browser.find_element(By.ID, "status")
    WebDriverWait(browser, WAIT_S).until(lambda _: status.text == "Copied.")
    script = "navigator.clipboard.readText().then(arguments[0], (e) => arguments[0](String(e)))"
    return str(browser.execute_async_script(script))


def test_editor_takes_a_suggestion_undoes_it_and_copies(
    browser: webdriver.Chrome, address: str
) -> None:
    area = paste(browser, address, TEXT)
    first, _ = findings(browser, 2)
    marks = browser.find_elements(By.CSS_SELECTOR, "#marks mark")
    assert [mark.get_attribute("textContent") for mark in marks] == [" ,", " ,"]
    first.find_element(By.CSS_SELECTOR, ".take button").click()
    findings(browser, 1)
    mended = TEXT.replace("August ,", "August,")
    assert value(area) == mended
    assert copied(browser) == mended
    area.send_keys(Keys.CONTROL, "z")
    findings(browser, 2)
    assert value(area) == TEXT


def test_keyboard_alone_is_enough(browser: webdriver.Chrome, address: str) -> None:
    area = paste(browser, address, TEXT)
    findings(browser, 2)
    press(browser, Keys.F8)
    press(browser, Keys.F8)
    press(browser, Keys.F8, holding=Keys.SHIFT)
    press(browser, Keys.ENTER, holding=Keys.ALT)
    findings(browser, 1)
    assert value(area) == TEXT.replace("August ,", "August,")
    press(browser, "z", holding=Keys.CONTROL)
    findings(browser, 2)
    assert value(area) == TEXT


def test_list_keeps_the_focus_of_who_walks_it_by_keyboard(
    browser: webdriver.Chrome, address: str
) -> None:
    area = paste(browser, address, TEXT)
    first, _ = findings(browser, 2)
    browser.execute_script("arguments[0].focus()", first.find_element(By.CSS_SELECTOR, ".show"))
    press(browser, Keys.TAB)
    press(browser, Keys.ENTER)
    findings(browser, 1)
    assert value(area) == TEXT.replace("August ,", "August,")
    assert browser.switch_to.active_element.get_attribute("class") == "show"
    press(browser, "z", holding=Keys.CONTROL)
    findings(browser, 2)
    assert value(area) == TEXT


def test_dropped_file_is_compared_with_its_source(browser: webdriver.Chrome, address: str) -> None:
    area = paste(browser, address, "")
    browser.execute_script(
        "const all = new DataTransfer();"
        "all.items.add(new File([new Uint8Array(arguments[0])], 'a.txt'));"
        "document.dispatchEvent(new DragEvent('drop', { dataTransfer: all }));",
        list("The café cost 40 euros.".encode("latin-1")),
    )
    findings(browser, 0)
    assert value(area) == "The café cost 40 euros."
    Select(browser.find_element(By.ID, "source-language")).select_by_value("fr")
    browser.find_element(By.ID, "show-source").click()
    browser.find_element(By.ID, "source").send_keys("Le café a coûté 50 euros.")
    (found,) = findings(browser, 1)
    assert found.find_element(By.CLASS_NAME, "what").text == "40"


def test_report_is_downloaded(browser: webdriver.Chrome, address: str, downloads: Path) -> None:
    paste(browser, address, TEXT)
    findings(browser, 2)
    browser.find_element(By.ID, "report").click()
    report = downloads / "tqcheck-report.html"
    WebDriverWait(browser, WAIT_S).until(lambda _: report.exists() and report.stat().st_size)
    assert "space-before-comma" in report.read_text(encoding="utf-8")


def test_page_breaks_no_policy_and_names_every_control(
    browser: webdriver.Chrome, address: str
) -> None:
    paste(browser, address, TEXT)
    findings(browser, 2)
    browser.find_element(By.ID, "show-source").click()
    assert [entry for entry in browser.get_log("browser") if entry["level"] == "SEVERE"] == []
    controls = browser.find_elements(By.CSS_SELECTOR, "button, select, textarea, input")
    nameless = [c.get_attribute("outerHTML") for c in controls if not c.accessible_name]
    assert nameless == []


@pytest.mark.model
def test_seed_article_gets_its_front(browser: webdriver.Chrome) -> None:
    text = SEED.read_text(encoding="utf-8")
    with served("auto") as address:
        area = paste(browser, address, text)
        WebDriverWait(browser, 2 * WAIT_S).until(lambda _: checked(browser))
        assert len(browser.find_elements(By.CSS_SELECTOR, "#marks mark")) > 5
        suggestion = "//*[@id='findings']//button[text()='front']"
        browser.find_element(By.XPATH, suggestion).click()
        assert float(area.get_attribute("scrollTop") or 0) > 0  # What was changed is in view.
        mended = text.replace("on the forehead", "on the front")
        assert value(area) == mended
        assert copied(browser) == mended
        browser.find_element(By.ID, "undo").click()
        assert value(area) == text
        browser.get("about:blank")
