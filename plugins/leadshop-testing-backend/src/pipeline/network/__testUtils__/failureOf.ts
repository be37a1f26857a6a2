import { ProviderError } from '@leadshop/backstage-plugin-leadshop-testing-node';

/** The typed failure that work must end with. */
export async function failureOf(
  work: Promise<unknown>,
): Promise<ProviderError> {
  const error = await work.then(
    () => undefined,
    thrown => thrown,
  );
  expect(error).toBeInstanceOf(ProviderError);
  return error;
}
