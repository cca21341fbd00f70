import { mount } from "svelte";
import App from "./App.svelte";
import { city } from "../data/city.svelte";
import "../toolkit/tokens.css";
import "../toolkit/base.css";
import "../toolkit/print.css";

const target = document.getElementById("app");
if (target === null) throw new Error("the page has no place for the console");
// Times are shown on the city's clock from the first line on; without an answer the machine's own must do.
void city
  .load()
  .catch(() => undefined)
  .then(() => mount(App, { target }));
