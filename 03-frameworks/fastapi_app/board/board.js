// The to-dos, live. Everything that came from a user goes through textContent: a title is text, whatever it contains.

const list = document.querySelector("#todos");
const problem = document.querySelector("#problem");
const connection = document.querySelector("#connection");
const more = document.querySelector("#more");
const template = document.querySelector("#todo");

const rows = new Map(); // id -> <li>, in the order of the list
let nextPage = null;
let waitingEvents = null; // while the list is being read, events wait here

async function call(path, options = {}) {
  const response = await fetch(path, options);
  if (!response.ok) {
    const document = await response.json().catch(() => ({}));
    const details = (document.errors ?? []).map((error) => error.detail).join(" ");
    throw new Error(details || document.detail || `The server answered ${response.status}.`);
  }
  return response;
}

function json(method, body) {
  return { method, headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) };
}

function attempt(action) {
  return async (...values) => {
    try {
      problem.hidden = true;
      await action(...values);
    } catch (error) {
      problem.textContent = error.message;
      problem.hidden = false;
    }
  };
}

function show(todo) {
  let row = rows.get(todo.id);
  if (row === undefined) {
    if (nextPage !== null && todo.id > Math.max(0, ...rows.keys())) return; // it is on a page that is not shown yet
    row = template.content.firstElementChild.cloneNode(true);
    const box = row.querySelector("input");
    const path = `/todos/${todo.id}`;
    box.addEventListener("change", attempt(async () => {
      try {
        show(await (await call(path, json("PATCH", { completed: box.checked }))).json());
      } catch (error) {
        box.checked = !box.checked;
        throw error;
      }
    }));
    row.querySelector(".delete").addEventListener("click", attempt(async () => {
      await call(path, { method: "DELETE" });
      remove(todo.id);
    }));
    rows.set(todo.id, row);
    const after = [...rows.keys()].filter((id) => id > todo.id).sort((a, b) => a - b)[0];
    list.insertBefore(row, rows.get(after) ?? null);
  }
  row.querySelector(".title").textContent = todo.title;
  row.querySelector(".delete").setAttribute("aria-label", `Delete ${todo.title}`);
  row.querySelector("input").checked = todo.completed;
  row.classList.toggle("completed", todo.completed);
  summarize();
}

function remove(id) {
  rows.get(id)?.remove();
  rows.delete(id);
  summarize();
}

function clear() {
  list.replaceChildren();
  rows.clear();
  summarize();
}

function summarize() {
  const open = list.querySelectorAll("li:not(.completed)").length;
  document.querySelector("#summary").textContent =
    rows.size === 0 ? "Nothing to do." : `${open} open, ${rows.size - open} done`;
}

async function readPage(path) {
  const response = await call(path);
  const link = /<([^>]+)>;\s*rel="next"/.exec(response.headers.get("Link") ?? "");
  const page = await response.json();
  nextPage = null; // or show() would take this page for one that is not shown yet
  page.forEach(show);
  nextPage = link && link[1];
  more.hidden = nextPage === null;
}

const readList = attempt(async () => {
  // Events that come while the list is read may be older or newer than what it says: they are applied after it.
  waitingEvents = [];
  try {
    clear();
    await readPage("/todos?limit=200");
  } finally {
    const events = waitingEvents;
    waitingEvents = null;
    events.forEach(apply);
  }
});

function apply({ kind, todo }) {
  if (waitingEvents !== null) waitingEvents.push({ kind, todo });
  else if (kind === "deleted") remove(todo.id);
  else if (kind === "emptied") clear();
  else if (kind === "reset") readList();
  else show(todo);
}

function connect() {
  const events = new EventSource("/events");
  let opened = false;
  events.addEventListener("open", () => {
    connection.dataset.state = "live";
    connection.textContent = "live";
    // The first time only: after that the server replays what was missed, or says "reset".
    if (!opened) readList();
    opened = true;
  });
  events.addEventListener("message", (event) => apply(JSON.parse(event.data)));
  events.addEventListener("error", () => {
    connection.dataset.state = "lost";
    connection.textContent = "reconnecting";
    if (!opened && rows.size === 0) readList(); // too many listeners, say: the list is still worth showing
    if (events.readyState === EventSource.CLOSED) setTimeout(connect, 5000); // the browser gives up after a 503
  });
}

document.querySelector("#add").addEventListener("submit", attempt(async (event) => {
  event.preventDefault();
  const field = event.target.elements.title;
  const title = field.value;
  field.value = "";
  try {
    show(await (await call("/todos", json("POST", { title }))).json());
  } catch (error) {
    field.value = title;
    throw error;
  }
}));

more.addEventListener("click", attempt(() => readPage(nextPage)));

async function showAccount() {
  const user = await (await call("/session")).json();
  if (user.name === null) return;
  const account = document.querySelector("#account");
  account.textContent = user.name;
  account.hidden = document.querySelector("#log-out").hidden = false;
  document.querySelector("#log-in").hidden = true;
}

attempt(showAccount)();
connect();
