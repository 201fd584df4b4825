// Reads cases as JSON from the standard input, and writes the hand-off of each: what the browser would make.
import { readFileSync } from "node:fs";

const { chooseHandOff, handOff } = await import(process.argv[2]);
const cases = JSON.parse(readFileSync(0, "utf8"));
const found = cases.map(({ recipes, order }) =>
  recipes.length === 1 ? handOff(recipes[0], order) : chooseHandOff(recipes, order));
process.stdout.write(JSON.stringify(found));
