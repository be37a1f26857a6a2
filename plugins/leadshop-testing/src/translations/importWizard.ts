/** The way of a file into the leads. */
export const importWizardMessages = {
  title: 'Import leads',
  loading: 'Loading import...',
  close: 'Close the import',
  lose: {
    title: 'Close without importing?',
    confirm: 'Close the import',
    help: 'Nothing was imported, and what you put right here is lost.',
  },
  steps: {
    label: 'Steps of the import',
    file: 'File',
    columns: 'Columns',
    check: 'Check',
    import: 'Import',
  },
  back: 'Back',
  next: 'Next',
  file: {
    title: 'Choose a file',
    input: 'File of leads',
    drop: 'Drop a CSV, XLSX or XLS file with leads here',
    dropNow: 'Drop the file here',
    choose: 'Choose file',
    chooseAnother: 'Choose another file',
    limits:
      'Up to {{size}} and {{leads, number}} leads. The first row names the columns.',
    oneAtATime: 'Choose one file at a time.',
    nameAndSize: '{{file}}, {{size}}',
    reading: 'Reading the file',
    readingNow: 'Reading the file…',
  },
  refusal: {
    empty:
      '{{file}} is empty. Choose a file with a header row and at least one lead.',
    otherSpreadsheet:
      '{{file}} is in a format that cannot be read (.{{ending}}). Open it in the program that it comes from, save it as .xlsx or .csv, and choose the new file.',
    otherFile:
      '{{file}} is not a file of leads. Choose a .csv, .xlsx or .xls file.',
    protected:
      '{{file}} is protected by a password, or an old Excel file with a new name. Save it as .xlsx without a password, or name it .xls.',
    tooLarge:
      '{{file}} has {{size}}, and a file may have {{most}}. Split it into several files, or ask an administrator to raise leadshopTesting.import.maxFileSizeMb.',
    noText:
      '{{file}} is called .{{ending}}, but holds no text: it looks like a spreadsheet or an archive. If it is a spreadsheet, name it .xlsx; if it is an archive, unpack it first.',
    newerSpreadsheet:
      '{{file}} is called .xls, but is a newer spreadsheet. Name it .xlsx.',
    noSpreadsheet:
      '{{file}} is called .{{ending}}, but holds no spreadsheet. Open it where it comes from and save it as .xlsx or .csv again.',
  },
  preview: {
    title: 'First rows of the file',
    none: 'There are no rows below the header.',
    leftOut: 'Left out: {{columns}}',
    leftOutMore: 'Left out: {{columns}} and {{more}} other columns',
  },
  columns: {
    title: 'Say what the columns hold',
    check: 'Check',
    missing:
      'Still missing: {{fields}}. Choose the columns that hold them; every lead needs them.',
    remembered: 'These columns are mapped as you chose for such a file before.',
    label: 'Columns of the file',
    column: 'Column {{number}}',
    values: 'Values of {{column}}',
    field: 'Field',
    fieldOf: 'Field of {{column}}',
    leaveOut: 'Leave out',
    required: '{{field}} (required)',
    doubled: 'Two columns are {{field}}; keep one',
    asBefore: 'As you chose before',
    guessed: 'Guessed',
  },
  reading: {
    sheet: 'Sheet',
    encoding: 'Encoding',
    delimiter: 'Columns are parted by',
    encodings: {
      utf8: 'Unicode (UTF-8)',
      utf16le: 'Unicode (UTF-16, little endian)',
      utf16be: 'Unicode (UTF-16, big endian)',
      windows1252: 'Western European (Windows-1252)',
    },
    delimiters: {
      comma: 'Comma',
      semicolon: 'Semicolon',
      tab: 'Tab',
      bar: 'Vertical bar',
    },
  },
  choices: {
    repeats: 'Rows that repeat a stored lead',
    skip: 'The stored lead stays as it is. The same file again imports nothing new.',
    update:
      'The stored lead gets the values of the file; empty cells change nothing.',
    create: 'A second lead is stored beside the first.',
    same: 'Leads are the same when their e-mail addresses are, or their site and business name.',
    country: 'Country',
    countryHelp:
      'Of phone numbers without a country code, and of how numbers are written',
    countryOption: '{{name}} ({{code}})',
  },
  check: {
    title: 'Check the file',
    again: 'Check again',
    upload: 'Upload',
    import: 'Import',
    importLeads: 'Import {{leads}}',
    unchecked_one: '{{count, number}} correction not checked yet',
    unchecked_other: '{{count, number}} corrections not checked yet',
    corrected_one: '{{count, number}} cell put right here.',
    corrected_other: '{{count, number}} cells put right here.',
    takeBack: 'Take all corrections back',
    full: 'No more cells can be put right here. Download the rejected rows, correct them in the file and import that.',
  },
  import: {
    title: 'Import',
    stop: 'Stop',
    tryAgain: 'Try again',
    closeAndGoOn: 'Close and go on',
    goesOn:
      'You may close this: the upload goes on while you look at other pages of this portal, and the list of imports shows it. Keep the browser tab open until the file is there; after that the import goes on by itself.',
  },
} as const;
