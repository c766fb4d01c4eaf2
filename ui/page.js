// What the browser does by itself: keys, focus, history, and copying. Loaded once a visit.
(() => {
  if (window.advisorPage) return;
  window.advisorPage = true;

  // Where another place is shown, the page begins at its top, and its heading is read out.
  let place = null;
  const arrive = () => {
    const heading = [...document.querySelectorAll("[data-place]")].at(-1);
    if (!heading || heading.dataset.place === place) return;
    const first = place === null;
    place = heading.dataset.place;
    if (first) return;
    document.querySelector("[data-testid=stMain]")?.scrollTo(0, 0);
    heading.focus({ preventScroll: true });
  };
  // On a phone the doors stand between the entries of one list, which is then no list to a reader.
  const unlist = () => {
    for (const each of document.querySelectorAll(
      "[data-testid=stSidebarNavItems]:not([role]), [data-testid=stSidebarNavItems] li:not([role])"
    )) each.setAttribute("role", "none");
  };
  const running = () =>
    document.querySelector("[data-testid=stApp]")?.dataset.testScriptState === "running";
  // What somebody is writing outlives a reload: it is kept in this tab, and nowhere else.
  const FIELDS = ["describe-field", "pasted-field"].map((key) => `.st-key-${key} textarea`);
  const fields = () => document.querySelectorAll(FIELDS.join());
  const kept = (field) => `kept:${FIELDS.find((each) => field.matches(each))}`;
  const { set } = Object.getOwnPropertyDescriptor(HTMLTextAreaElement.prototype, "value");
  // A server that is still drawing may empty the field once more, however late: the text is put
  // back until its writer goes on herself. Only what she types is kept.
  const RESTORING_MS = 60000;
  document.addEventListener("input", ({ target, isTrusted }) => {
    if (!isTrusted || !target.matches?.(FIELDS.join())) return;
    sessionStorage.setItem(kept(target), target.value);
    target.dataset.met = "yes";
  });
  document.addEventListener("click", ({ target, isTrusted }) => {
    if (!isTrusted || !target.closest("button")) return;
    for (const field of fields()) field.dataset.met = "yes";
  }, true);
  let looking = null;
  const restore = () => {
    for (const field of fields()) {
      const text = sessionStorage.getItem(kept(field));
      field.dataset.since ??= Date.now();
      if (field.dataset.met || !text || Date.now() - field.dataset.since > RESTORING_MS) continue;
      if (!field.value) {
        set.call(field, text);
        field.dispatchEvent(new Event("input", { bubbles: true }));
        // The server hears of it when the field is left.
        setTimeout(() => field.dispatchEvent(new FocusEvent("focusout", { bubbles: true })), 50);
      }
      clearTimeout(looking);
      looking = setTimeout(restore, 500);
    }
  };
  // The code of a learner's progress outlives the tab: a cookie of this site brings it back.
  const remember = () => {
    const told = document.querySelector("[data-learner]")?.dataset.learner;
    if (told === undefined) return;
    const age = told ? 60 * 60 * 24 * 400 : 0;
    const safe = location.protocol === "https:" ? "; Secure" : "";
    document.cookie = `learner=${told}; path=/; max-age=${age}; SameSite=Strict${safe}`;
  };
  // A first visit sees the page when its parts have arrived, and not how they push each other.
  const composed = () => {
    const page = document.querySelector("[data-testid=stMain]");
    return page?.querySelector("[data-place]") && !page.querySelector("[data-testid=stSkeleton]");
  };
  // Parts that take long are not waited for: where they come late, the page may move. The style
  // sheet shows it after three seconds in any case.
  const PATIENCE_MS = 2000;
  const SHOWN_ANYWAY_MS = 3000;
  const show = () => {
    if (!composed()) return;
    const late = running() || performance.now() > SHOWN_ANYWAY_MS;
    document.documentElement.dataset.composed = late ? "late" : "yes";
  };
  // Between two parts the server may rest for a moment.
  const QUIET_MS = 200;
  let begun = null;
  let again = null;
  let drew = 0;
  const drawing = () => {
    const now = Date.now();
    if (running()) drew = now;
    return now - drew < QUIET_MS && now - begun < PATIENCE_MS;
  };
  const compose = () => {
    if (document.documentElement.dataset.composed || !composed()) return;
    begun ??= Date.now();
    if (drawing()) {
      clearTimeout(again);
      again = setTimeout(compose, 50);
      return;
    }
    // After the frame in which the style sheet takes hold.
    requestAnimationFrame(() => requestAnimationFrame(show));
  };
  const look = () => { compose(); arrive(); unlist(); restore(); remember(); };
  new MutationObserver(look).observe(document.body, { subtree: true, childList: true });
  look();

  // Number keys choose, Enter goes on; where somebody types or a button has the focus they do not.
  const WAYS = ".st-key-one-question, .st-key-check-ways, .st-key-doors, .st-key-practice-asked";
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    const at = event.target;
    const typing = "input:not([type=radio]):not([type=checkbox]), textarea, [role=combobox]";
    const ways = document.querySelector(WAYS);
    if (!ways || at.closest(typing)) return;
    if (/^[1-9]$/.test(event.key)) {
      const choice = ways.querySelectorAll("input[type=radio], input[type=checkbox]")[event.key - 1];
      choice?.click();
      choice?.focus();
    } else if (event.key === "Enter" && !at.closest("button, a, summary")) {
      event.preventDefault();
      ways.querySelector("[data-testid=stBaseButton-primary]")?.click();
    }
    // Before the fields see it: some keep the keys to themselves.
  }, true);

  // One step back is one step of the visitor: a page that only writes down its case, or an answer
  // at the same question, makes no entry of its own.
  const push = history.pushState.bind(history);
  const at = (search) => new URLSearchParams(search).get("at") || "";
  let bare = false;
  history.pushState = (state, title, url) => {
    const next = new URL(url, location.href);
    const same = next.pathname === location.pathname;
    const stays = at(next.search).startsWith("question.") && at(next.search) === at(location.search);
    if (same && (bare || stays)) history.replaceState(state, title, url);
    else push(state, title, url);
    bare = !same && !next.search;
  };
  for (const done of ["pointerdown", "keydown"]) {
    document.addEventListener(done, () => { bare = false; }, true);
  }

  document.addEventListener("click", async (event) => {
    const button = event.target.closest("[data-copy]");
    if (!button) return;
    const told = button.parentElement.querySelector("[role=status]");
    try {
      await navigator.clipboard.writeText(button.dataset.copy);
      told.textContent = "Copied.";
    } catch {
      told.textContent = "The browser did not allow it; copy the link below.";
    }
  });
})();
