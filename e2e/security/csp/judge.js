// judge.js reads a Content-Security-Policy from standard input and writes what csp_evaluator finds in it
// as JSON; severities below 30 are what it calls high or broken.
"use strict";

const { CspEvaluator } = require("csp_evaluator");
const { CspParser } = require("csp_evaluator/dist/parser");

const policy = require("node:fs").readFileSync(0, "utf8").trim();
console.log(JSON.stringify(new CspEvaluator(new CspParser(policy).csp).evaluate()));
