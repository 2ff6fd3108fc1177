// Opens the customers page of a running server, writes tax numbers into its first rows, scrolls all customers, and as many pixels of AG Grid Community over
// 100,000 rows in memory, in turns in one browser, and prints both: `cargo xtask bench --browser`, or
// `COHORT_PASSWORD=… npm run scroll -- http://127.0.0.1:8080 me@example.com`.
import { chromium } from "@playwright/test";
import { fileURLToPath } from "node:url";

const [server = "http://127.0.0.1:8080", email = "administrator@example.com"] = process.argv.slice(2);
const AG_GRID = fileURLToPath(new URL("node_modules/ag-grid-community/dist/ag-grid-community.min.js", import.meta.url));
const STEPS = 180;
const PIXELS = 600;
/** The first run of each warms up and is not counted. */
const RUNS = 5;
const STARTS = 11;

const browser = await chromium.launch({
  executablePath: "/usr/bin/chromium",
  args: ["--headless", "--no-sandbox", "--disable-gpu", "--enable-precise-memory-info", "--js-flags=--expose-gc"],
});

/** Every column that is shown at first, as cells in memory. */
function agGrid() {
  const names = [..."abcdefghijklmno"];
  const rowData = Array.from({ length: 100_000 }, (_, row) =>
    Object.fromEntries(names.map((name, at) => [name, `${name} ${row * 15 + at}`])),
  );
  document.body.innerHTML = '<div id="scrolled" style="height: 700px"></div>';
  globalThis.agGrid.createGrid(document.getElementById("scrolled"), {
    columnDefs: names.map((field) => ({ field, width: 150 })),
    rowData,
    rowHeight: 36,
  });
}

/** Scrolls step by step, a frame each; how long the frames took, and how long rows were missing at a time. */
async function scroll([steps, pixels, scroller]) {
  const element = document.querySelector(scroller);
  const area = element.getBoundingClientRect();
  const frame = () => new Promise((done) => requestAnimationFrame(done));
  const missing = () =>
    [0.15, 0.3, 0.5, 0.7, 0.9].some((share) => {
      const there = document.elementFromPoint(area.x + 200, area.y + 40 + (area.height - 60) * share);
      const cell = there?.closest("td, .ag-cell");
      return !cell || cell.closest(".awaited") !== null;
    });
  element.scrollTop = 0;
  for (let wait = 0; wait < 60; wait++) await frame();
  const frames = [];
  let [blank, longest] = [0, 0];
  let before = await frame();
  for (let step = 0; step < steps; step++) {
    element.scrollTop += pixels;
    const now = await frame();
    frames.push(now - before);
    blank = missing() ? blank + now - before : 0;
    longest = Math.max(longest, blank);
    before = now;
  }
  globalThis.gc();
  const wasm = (globalThis.memories ?? []).reduce((sum, memory) => sum + memory.buffer.byteLength, 0);
  return {
    frames,
    longest,
    nodes: document.querySelectorAll("#grid *, .ag-root-wrapper *").length,
    megabytes: (performance.memory.usedJSHeapSize + wasm) / 1e6,
  };
}

/** A context that is signed in and has nothing in its cache. */
async function signedIn() {
  const context = await browser.newContext({ viewport: { width: 1366, height: 768 } });
  // The memory of a module is within no other reach.
  await context.addInitScript(() => {
    globalThis.memories = [];
    const instantiate = WebAssembly.instantiateStreaming;
    WebAssembly.instantiateStreaming = async (...given) => {
      const made = await instantiate(...given);
      const { memory } = made.instance.exports;
      if (memory) globalThis.memories.push(memory);
      return made;
    };
  });
  const form = { email, password: process.env.COHORT_PASSWORD ?? "", next: "/customers" };
  await context.request.post(`${server}/sign-in`, { form, maxRedirects: 0 });
  return context;
}

/** When the first rows could be seen, and when the page answered, in milliseconds from the start of the navigation. */
async function start() {
  const context = await signedIn();
  await context.addInitScript(() => {
    // Rows that stand at the beginning of one frame have been painted by that of the next.
    const look = (stood) =>
      requestAnimationFrame((now) => {
        if (stood) globalThis.rowsSeen = now;
        else look(document.querySelector("#grid tbody td") !== null);
      });
    look(false);
  });
  const page = await context.newPage();
  await page.goto(`${server}/customers?view=default`);
  await page.waitForSelector("html[data-hydrated]");
  await page.waitForFunction(() => globalThis.rowsSeen !== undefined);
  const seen = await page.evaluate(() => ({
    rows: globalThis.rowsSeen,
    answers: performance.getEntriesByName("hydrated")[0].startTime,
  }));
  await context.close();
  return seen;
}

/** How long each act takes until what it changes can be seen: from its event to the frame after the first with it. */
async function acts() {
  const context = await signedIn();
  const page = await context.newPage();
  await page.goto(`${server}/customers?view=default&columns=id,name,email,tax_vat,since`);
  await page.waitForSelector("html[data-hydrated]");
  const timed = async (event, changes, act) => {
    await page.evaluate(([event, changes]) => {
      const seen = {
        place: () => document.activeElement,
        value: () => [...document.querySelectorAll("#grid .c-tax_vat")].map((cell) => cell.textContent).join(),
        rows: () => document.querySelector("#grid tbody tr")?.dataset.id,
      }[changes];
      const before = seen();
      globalThis.took = new Promise((done) =>
        addEventListener(event, ({ timeStamp }) => {
          const look = (stood) =>
            requestAnimationFrame((now) => (stood ? done(now - timeStamp) : look(seen() !== before)));
          look(false);
        }, { capture: true, once: true }),
      );
    }, [event, changes]);
    await act();
    return page.evaluate(() => globalThis.took);
  };
  const times = { "a key moves the cell": [], "a value is taken": [], "another order, new rows": [] };
  const [moves, values, orders] = Object.values(times);
  await page.locator('tr[data-r="0"] > .c-email').click();
  for (let n = 0; n < 60; n++) {
    const key = ["ArrowDown", "ArrowRight", "ArrowUp", "ArrowLeft"][n % 4];
    moves.push(await timed("keydown", "place", () => page.keyboard.press(key)));
  }
  await page.locator('tr[data-r="0"] > .c-tax_vat').click();
  for (let n = 0; n < 19; n++) {
    await page.keyboard.type(`NL${Date.now() % 1_000_000}`);
    values.push(await timed("keydown", "value", () => page.keyboard.press("Enter")));
  }
  await page.locator('a[data-sort="name"]').click();
  await page.waitForURL(/sort=name/);
  for (let n = 0; n < 30; n++) {
    orders.push(await timed("click", "rows", () => page.locator('a[data-sort="name"]').click()));
  }
  await context.close();
  return times;
}

async function cohort() {
  const context = await signedIn();
  const page = await context.newPage();
  await page.goto(`${server}/customers?per_page=all`);
  await page.waitForSelector("html[data-hydrated] tbody.live");
  return [page, ".grid-scroll"];
}

async function other() {
  const context = await browser.newContext({ viewport: { width: 1366, height: 768 } });
  const page = await context.newPage();
  await page.addScriptTag({ path: AG_GRID });
  await page.evaluate(agGrid);
  await page.waitForSelector(".ag-cell");
  return [page, ".ag-grid-viewport"];
}

function middle(numbers) {
  return [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 2)];
}

function share(numbers, of) {
  return [...numbers].sort((a, b) => a - b)[Math.min(numbers.length - 1, Math.floor(numbers.length * of))];
}

const starts = [];
for (let run = 0; run < STARTS; run++) starts.push(await start());
starts.shift();
const done = await acts();
const found = { "Cohort, all rows": [], "AG Grid Community, 100,000 rows": [] };
for (let run = 0; run < RUNS; run++) {
  for (const [name, open] of [["Cohort, all rows", cohort], ["AG Grid Community, 100,000 rows", other]]) {
    const [page, scroller] = await open();
    const seen = await page.evaluate(scroll, [STEPS, PIXELS, scroller]);
    if (run > 0) found[name].push(seen);
    await page.context().close();
  }
}
console.log(`Chromium ${browser.version()}, nothing in its cache, ${STARTS - 1} times\n`);
console.log("| Customers page on loopback | p50 ms | p95 ms |");
console.log("| --- | --- | --- |");
for (const [name, of] of [["first rows to be seen", "rows"], ["answers", "answers"]]) {
  const times = starts.map((seen) => seen[of]);
  console.log(`| ${name} | ${middle(times).toFixed(0)} | ${share(times, 0.95).toFixed(0)} |`);
}
console.log("\n| Until it can be seen | p50 ms | p98 ms |");
console.log("| --- | --- | --- |");
for (const [name, times] of Object.entries(done)) {
  console.log(`| ${name}, ${times.length} times | ${middle(times).toFixed(0)} | ${share(times, 0.98).toFixed(0)} |`);
}
console.log(`\n${STEPS} steps of ${PIXELS} px, median of ${RUNS - 1} runs\n`);
console.log("| Grid | frame p50 ms | frame p95 ms | longest blank ms | elements | heap and WASM, MB |");
console.log("| --- | --- | --- | --- | --- | --- |");
for (const [name, runs] of Object.entries(found)) {
  const of = (pick) => middle(runs.map(pick));
  const cells = [
    of((run) => share(run.frames, 0.5)).toFixed(1),
    of((run) => share(run.frames, 0.95)).toFixed(1),
    of((run) => run.longest).toFixed(0),
    of((run) => run.nodes),
    of((run) => run.megabytes).toFixed(0),
  ];
  console.log(`| ${name} | ${cells.join(" | ")} |`);
}
await browser.close();
