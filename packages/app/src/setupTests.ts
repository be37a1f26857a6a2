import '@testing-library/jest-dom';
import { configure } from '@testing-library/dom';

// Only ends a test that hangs; a busy machine is no failure.
configure({ asyncUtilTimeout: 30_000 });
