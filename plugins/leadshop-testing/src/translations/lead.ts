/** One lead: its form, its edits, its journey. */
export const leadMessages = {
  help: {
    location: 'Town and region',
    naics_code: '2 to 6 digits',
    annual_revenue: 'Per year, without separators',
  },
  problem: {
    required: '{{field}} is required',
    text: '{{field}} must be text',
    unstorable: '{{field}} has characters that cannot be stored',
    tooLong: '{{field}} is longer than {{limit}} characters',
    url: '{{field}} must be an http or https address without user name or password',
    number: '{{field}} must be a number',
    wholeNumber: '{{field}} must be a whole number',
    negative: '{{field}} must not be negative',
    tooLarge: '{{field}} is too large',
  },
  add: {
    title: 'Add lead',
    submit: 'Add lead',
    stored:
      'A lead with the same e-mail address, or with the same domain and name, is stored already.',
    show: 'Show that one',
    anyway: 'Add anyway',
  },
  edit: {
    title: 'Edit {{name}}',
    submit: 'Save',
    somebody: 'Somebody else',
    erased:
      '{{names}} erased this lead while you were editing it. Nothing is saved, and it cannot be changed any more.',
  },
  conflict: {
    changed:
      '{{names}} changed this lead while you were editing it. Nothing is saved yet.',
    taken: 'Their changes are in the form below: {{fields}}.',
    none: 'Yours are in other fields and stay: save again to keep both.',
    choose: 'Choose which of these stay, then save again.',
    yours: 'Yours: {{value}}',
    theirs: 'Theirs: {{value}}',
  },
  journey: {
    title: 'Journey',
    loading: 'Loading journey',
    older: 'Show what was before',
    download: 'Download all data',
    notDownloaded: 'The lead was not downloaded: {{reason}}',
    changedTo: 'changed to',
    openImport: 'Open the import',
  },
} as const;
