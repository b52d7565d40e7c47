/* The page of a job renews itself: how far it is, once a second; when it is over the page is loaded anew, with its result.
   Without this script the browser reloads it every five seconds. */

const section = document.querySelector("#job[data-state]");
const bar = document.getElementById("job-bar");
const words = document.getElementById("job-words");
const silent = document.getElementById("job-silent");
const SECOND = 1000;
const PATIENT = 5 * SECOND;

async function look() {
  try {
    const answer = await fetch(section.dataset.state, { headers: { Accept: "application/json" } });
    if (!answer.ok) return PATIENT;
    const state = await answer.json();
    if (!state.is_open) {
      location.reload();
      return 0;
    }
    show(state);
    return SECOND;
  } catch {
    return PATIENT; // the network, or the server: the job goes on all the same
  }
}

function show(state) {
  if (words.textContent !== state.words) words.textContent = state.words; // else a screen reader says it again and again
  silent.hidden = state.is_worked;
  if (state.total) {
    bar.max = state.total;
    bar.value = state.done;
  } else bar.removeAttribute("value");
}

async function watch() {
  const pause = await look();
  if (pause) setTimeout(watch, pause);
}

if (section) setTimeout(watch, SECOND);
