"""A few real browsers among the crowd of `benchmarks.load`."""

import asyncio
import re
import time
from contextlib import AsyncExitStack, asynccontextmanager

from playwright.async_api import async_playwright

from benchmarks.load_meter import told
from benchmarks.load_page import STEPS_OF_A_RUN
from benchmarks.page_browser import installed

REQID = re.compile(r'"reqid": ?"([^"]+)"')
MSGID = re.compile(r'"msgid": ?"([^"]+)"')


class Browser:
    """A real browser that steps once a second, and the ways of its messages."""

    def __init__(self, page):
        self.page, self.waits, self.sent, self.wrong, self.steps = page, [], {}, [], 0
        page.on("console", lambda said: self.complain(said.type, said.text))
        page.on("pageerror", lambda error: self.wrong.append(str(error)))
        page.on("websocket", self.listen)

    def complain(self, kind, text):
        if kind in ("error", "warning"):
            self.wrong.append(text)

    def listen(self, socket):
        def went(data):
            found = MSGID.search(data) if isinstance(data, str) else None
            if found:
                self.sent[found[1]] = time.monotonic()

        def came(data):
            found = REQID.search(data) if isinstance(data, str) else None
            if found and found[1] in self.sent:
                self.waits.append(time.monotonic() - self.sent.pop(found[1]))

        socket.on("framesent", went)
        socket.on("framereceived", came)

    async def go(self):
        while True:
            name = "New start" if self.steps % STEPS_OF_A_RUN == STEPS_OF_A_RUN - 1 else "Step"
            await self.page.get_by_role("button", name=name, exact=True).first.click()
            self.steps += 1
            await asyncio.sleep(1.0)

    def tell(self):
        told(f"a browser: {self.steps} steps, {len(self.waits)} messages, after", self.waits)
        for each in self.wrong:
            print(f"    {each[:150]}")


@asynccontextmanager
async def browsers(url, number):
    """Open real browsers that step until the block ends."""
    async with AsyncExitStack() as stack:
        watched, tasks = [], []
        if number:
            playwright = await stack.enter_async_context(async_playwright())
            chromium = await playwright.chromium.launch(
                executable_path=installed(), args=["--no-sandbox"]
            )
            stack.push_async_callback(chromium.close)
        for _ in range(number):
            page = await (await chromium.new_context()).new_page()
            watched.append(Browser(page))
            await page.goto(f"{url}/app")
            await page.locator("#em-stepper[data-state=ready]").wait_for(timeout=60_000)
            tasks.append(asyncio.create_task(watched[-1].go()))
        try:
            yield watched
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
