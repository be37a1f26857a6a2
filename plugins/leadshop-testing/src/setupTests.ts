import '@testing-library/jest-dom';
import { configure } from '@testing-library/dom';

// These limits only end a test that hangs; a busy machine is no failure.
jest.setTimeout(60_000);
configure({ asyncUtilTimeout: 20_000 });
