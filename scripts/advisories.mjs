// Reads what `yarn npm audit --json` prints: a line of JSON for each advisory.

/**
 * @param {string} printed
 * @returns {string[]} such as `ws: a title (high, https://…)`
 */
export function advisoriesIn(printed) {
  return printed.split('\n').flatMap(line => {
    const { value, children } = parsed(line);
    if (typeof value !== 'string' || !children?.Severity) return [];
    const { Issue, Severity, URL } = children;
    return [`${value}: ${Issue} (${Severity}, ${URL})`];
  });
}

function parsed(line) {
  try {
    return JSON.parse(line) ?? {};
  } catch {
    // What is no JSON tells of the way there
    return {};
  }
}
