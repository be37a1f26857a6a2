import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';

/** A measured figure, its goal, and the yardstick of the same run. */
export interface Figure {
  what: string;
  value: number;
  unit: string;
  goal?: string;
}

/** Prints figures and keeps them in benchmarks/results/<name>.json. */
export function report(name: string, figures: Figure[]): void {
  const width = Math.max(...figures.map(f => f.what.length));
  for (const { what, value, unit, goal } of figures) {
    const shown = value.toLocaleString('en', { maximumFractionDigits: 2 });
    process.stdout.write(
      `  ${what.padEnd(width)}  ${shown} ${unit}${
        goal ? `   (goal ${goal})` : ''
      }\n`,
    );
  }
  const folder = path.resolve(__dirname, '../results');
  fs.mkdirSync(folder, { recursive: true });
  fs.writeFileSync(
    path.join(folder, `${name}.json`),
    `${JSON.stringify(
      {
        name,
        at: new Date().toISOString(),
        machine: {
          cpus: os.cpus().length,
          model: os.cpus()[0]?.model,
          memory_gb: Math.round(os.totalmem() / 2 ** 30),
          node: process.version,
        },
        figures,
      },
      null,
      2,
    )}\n`,
  );
}
