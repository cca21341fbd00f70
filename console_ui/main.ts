import { mount } from "svelte";
import App from "./App.svelte";
import "./shared/tokens.css";
import "./shared/base.css";
import "./shared/print.css";

const target = document.getElementById("app");
if (target === null) throw new Error("the page has no place for the console");
mount(App, { target });
