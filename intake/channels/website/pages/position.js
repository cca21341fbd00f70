const button = document.getElementById("position");
const told = document.getElementById("position-told");
const fill = (name, value) => { document.getElementsByName(name)[0].value = value; };
const found = ({ coords }) => {
  const metres = Math.round(coords.accuracy);
  fill("lat", coords.latitude);
  fill("lon", coords.longitude);
  fill("accuracy_m", metres);
  told.textContent = button.dataset.found.replace("#", metres);
};
const refused = () => { told.textContent = button.dataset.refused; };
button.hidden = !navigator.geolocation;
button.addEventListener("click", () => {
  told.textContent = button.dataset.waiting;
  navigator.geolocation.getCurrentPosition(found, refused, { enableHighAccuracy: true, timeout: 20000 });
});
