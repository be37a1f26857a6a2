/** Gives a portal of the original frontend system the settings that it needs. */
export function giveAppConfig(): void {
  process.env = {
    ...process.env,
    APP_CONFIG: [
      {
        context: 'test',
        data: {
          app: { title: 'Portal', baseUrl: 'http://localhost' },
          backend: { baseUrl: 'http://localhost' },
        },
      },
    ] as unknown as string,
  };
}
