/** What the pages may know of the configuration. */
export interface Config {
  leadshopTesting?: {
    /** The lead that "Use sample lead" and "Test Sample Lead" fill in. */
    sampleLead?: {
      /**
       * Its web site, http or https. Default:
       * `https://localhost:7011/sites/sunrise-dental`, a site of the sandbox on
       * its default port.
       * @visibility frontend
       */
      websiteUrl?: string;
    };
    /** Importing leads from files. */
    import?: {
      /**
       * In mebibytes; default 64. The import says so before a file is sent.
       * @visibility frontend
       */
      maxFileSizeMb?: number | string;
      /**
       * In one file; default 100000.
       * @visibility frontend
       */
      maxLeads?: number | string;
    };
  };
}
