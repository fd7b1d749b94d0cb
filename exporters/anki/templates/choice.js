// Shuffles the options, takes a pick in front and judges it on the back. The same script runs on both sides, and
// again each time the card turns, so nothing may be global. The order is a function of the note, the day and the
// number of the attempt: where nothing can be stored, both sides still agree on it and only the pick is lost.
(function () {
  var root = document.querySelector(".choice");
  var list = root && root.querySelector(".mcq");
  if (!list) return;
  var front = root.classList.contains("front");
  var several = list.hasAttribute("data-several");
  var key = "srs-choice-" + list.getAttribute("data-key");
  var options = Array.prototype.slice.call(list.children);
  var now = new Date();
  var day = now.getFullYear() + "-" + (now.getMonth() + 1) + "-" + now.getDate();

  function stores() {
    var found = [];
    ["sessionStorage", "localStorage"].forEach(function (name) {
      try { if (window[name]) found.push(window[name]); } catch (error) { /* not allowed here */ }
    });
    return found;
  }

  function load() {
    var texts = [window[key]];
    stores().forEach(function (store) {
      try { texts.push(store.getItem(key)); } catch (error) { /* not allowed here */ }
    });
    for (var i = 0; i < texts.length; i++) {
      try {
        var state = JSON.parse(texts[i]);
        if (state && state.day === day && Array.isArray(state.picks)) return state;
      } catch (error) { /* nothing stored, or not by us */ }
    }
    return { day: day, attempt: 0, picks: [] };
  }

  function save(state) {
    var text = JSON.stringify(state);
    window[key] = text;
    stores().forEach(function (store) {
      try { store.setItem(key, text); } catch (error) { /* full, or not allowed here */ }
    });
  }

  function random(seed) {  // mulberry32 from an FNV-1a hash
    var state = 2166136261;
    for (var i = 0; i < seed.length; i++) state = Math.imul(state ^ seed.charCodeAt(i), 16777619);
    return function () {
      state = (state + 0x6d2b79f5) | 0;
      var mixed = Math.imul(state ^ (state >>> 15), 1 | state);
      mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
      return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
    };
  }

  function order(attempt) {
    var next = random(key + day + attempt);
    var numbers = options.map(function (_, index) { return index; });
    for (var i = numbers.length - 1; i > 0; i--) {
      var j = Math.floor(next() * (i + 1));
      var swapped = numbers[i];
      numbers[i] = numbers[j];
      numbers[j] = swapped;
    }
    return numbers;
  }

  function isRight(index) { return options[index].hasAttribute("data-ok"); }

  function show(picks) {
    options.forEach(function (option, index) {
      option.classList.toggle("picked", picks.indexOf(index) >= 0);
      if (front) option.setAttribute("aria-checked", String(picks.indexOf(index) >= 0));
    });
  }

  function verdict(picks) {
    if (!picks.length) return;
    var complete = options.every(function (_, index) { return isRight(index) === (picks.indexOf(index) >= 0); });
    var line = root.querySelector(".verdict");
    line.textContent = complete ? "\u2713 Right" : "\u2717 Not quite";
    line.classList.add(complete ? "right" : "wrong");
  }

  var state = load();
  if (front) {
    var last = state.attempt ? order(state.attempt).join() : "";
    do { state.attempt += 1; } while (order(state.attempt).join() === last);
    state.picks = [];
    save(state);
  }
  order(state.attempt).forEach(function (index) { list.appendChild(options[index]); });
  show(state.picks);
  if (!front) { verdict(state.picks); return; }

  list.setAttribute("role", several ? "group" : "radiogroup");
  options.forEach(function (option, index) {
    option.setAttribute("role", several ? "checkbox" : "radio");
    option.addEventListener("click", function (event) {
      event.stopPropagation();  // a tap may turn the card
      var at = state.picks.indexOf(index);
      if (at >= 0) state.picks.splice(at, 1);
      else state.picks = several ? state.picks.concat(index) : [index];
      save(state);
      show(state.picks);
    });
  });
})();
