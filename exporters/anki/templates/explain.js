// Counts the ticked concepts. Anki runs it again each time the card turns, so nothing may be global.
(function () {
  var list = document.querySelector(".concepts");
  var score = document.querySelector(".score");
  if (!list || !score) return;
  var boxes = list.querySelectorAll("input[type=checkbox]");
  function count() {
    var got = list.querySelectorAll("input:checked").length;
    score.textContent = "You got " + got + "/" + boxes.length + (boxes.length === 1 ? " concept" : " concepts");
  }
  list.addEventListener("change", count);
  list.addEventListener("click", function (event) { event.stopPropagation(); });  // a tap may turn the card
  count();
})();
