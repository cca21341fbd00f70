import { mount } from "svelte";
import App from "./App.svelte";
import "../toolkit/tokens.css";
import "../toolkit/base.css";
import "../toolkit/print.css";

const target = document.getElementById("app");
if (target === null) throw new Error("the page has no place for the console");
mount(App, { target });
