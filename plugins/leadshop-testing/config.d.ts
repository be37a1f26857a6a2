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
  };
}
