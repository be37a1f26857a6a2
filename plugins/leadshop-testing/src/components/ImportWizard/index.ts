/*
 * The way of a file into the leads: choose it, say what its columns hold, see
 * what an import would do, and start it. The browser reads the first lines of
 * a CSV file by itself, so that its rows are seen at once; everything else is
 * asked of the server, which also says what this user chose for such a file
 * before. The check is a dry run of the import and changes nothing. What
 * comes after the start is in Imports.
 */
export { ImportWizard } from './ImportWizard';
