// Command lines of the player tests: positional words, then --name value.

/** Splits process.argv; `known` maps option names to their defaults. Ends the process with exit code 2 on misuse. */
export function parse_arguments(usage, positional_count, known = {}) {
  const words = process.argv.slice(2);
  const positional = [];
  const options = { ...known };
  while (words.length > 0) {
    const word = words.shift();
    if (!word.startsWith('--')) {
      positional.push(word);
      continue;
    }
    const name = word.slice(2);
    if (!(name in known) || words.length === 0) misuse(usage, `unknown or incomplete option ${word}`);
    const value = words.shift();
    options[name] = typeof known[name] === 'number' ? Number(value) : value;
  }
  if (positional.length !== positional_count) misuse(usage, `${positional_count} arguments are needed`);
  return { positional, options };
}

function misuse(usage, reason) {
  console.error(`${reason}\nusage: ${usage}`);
  process.exit(2);
}

/** Collects what is wrong, so that one run reports every fault. */
export class Findings {
  faults = [];
  checks = 0;

  expect(condition, message) {
    this.checks += 1;
    if (!condition) this.faults.push(message);
    return Boolean(condition);
  }

  /** Prints `report` with the verdict as JSON and sets the exit code. */
  finish(report) {
    console.log(JSON.stringify({ ok: this.faults.length === 0, checks: this.checks, faults: this.faults, ...report }, null, 2));
    process.exitCode = this.faults.length === 0 ? 0 : 1;
  }
}
