/* The tasks of a plan by keyboard: j k move, a o p r decide, w why, u undo. */
(() => {
  const rows = () => [...document.querySelectorAll("tr[data-row]")];
  let current = null; // id of the row that keys speak of
  let deciding = false; // a decision is on its way: keys wait, or they would hit the old row
  const waiting = [];

  const focusRow = (row) => {
    if (!row) return;
    current = row.id;
    row.focus({ preventScroll: true });
    row.scrollIntoView({ block: "nearest" });
  };
  const currentRow = () => document.getElementById(current);
  const step = (by) => {
    const all = rows();
    const at = all.indexOf(currentRow());
    focusRow(all[at < 0 ? 0 : Math.min(Math.max(at + by, 0), all.length - 1)]);
  };
  const act = (name) => {
    const row = currentRow();
    const target = row && row.querySelector(`[data-act="${name}"]`);
    if (!target) return;
    target.click();
    if (name === "override") row.querySelector("select[name=to]").focus();
  };
  const keys = {
    j: () => step(1), ArrowDown: () => step(1), k: () => step(-1), ArrowUp: () => step(-1),
    a: () => act("accept"), o: () => act("override"), p: () => act("park"),
    r: () => act("reopen"), w: () => act("why"),
    u: () => document.querySelector('[data-act="undo"]')?.click(),
  };

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "Escape" && event.target.closest("details.override")) {
      event.target.closest("details").open = false;
      focusRow(currentRow());
      return;
    }
    if (event.repeat && !event.key.startsWith("Arrow")) return;
    if (event.target.closest("input:not([type=hidden]), textarea, select")) return;
    const key = keys[event.key];
    if (!key || (event.key.startsWith("Arrow") && !current)) return;
    event.preventDefault();
    if (deciding) waiting.push(key);
    else key();
  });
  document.addEventListener("focusin", (event) => {
    const row = event.target.closest("tr[data-row]");
    if (row) current = row.id;
  });
  const goOn = () => {
    deciding = false;
    while (waiting.length && !deciding) waiting.shift()();
  };
  document.addEventListener("htmx:beforeRequest", (event) => {
    const { requestConfig, target } = event.detail;
    if (requestConfig.verb === "post" && target.matches("tr[data-row]")) deciding = true;
  });
  document.addEventListener("htmx:sendError", goOn);
  document.addEventListener("htmx:responseError", (event) => {
    if (!event.detail.shouldSwap) goOn();
  });
  // A refusal comes with the row as it is now: show it, and stay there.
  document.addEventListener("htmx:beforeSwap", (event) => {
    const { status } = event.detail.xhr;
    if (status === 409 || status === 400) event.detail.shouldSwap = true;
  });
  // After a decision the next row has the word.
  document.addEventListener("htmx:afterSettle", (event) => {
    const { requestConfig, successful } = event.detail;
    if (requestConfig.verb !== "post" || !event.target.matches("tr[data-row]")) return;
    current = event.target.id;
    if (successful) step(1);
    else focusRow(event.target);
    goOn();
  });
})();
