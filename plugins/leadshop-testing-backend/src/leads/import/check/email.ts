import { domainToASCII } from 'node:url';

// The local part as the lead data model takes it (zod's e-mail rule); a domain
// of at least two labels
const EMAIL =
  /^(?!\.)(?!.*\.\.)[a-z0-9_'+.-]*[a-z0-9_+-]@(?:[a-z0-9]+(?:-+[a-z0-9]+)*\.)+(?:[a-z]{2,}|xn--[a-z0-9-]*[a-z0-9])$/;
const ASCII = /^[\x21-\x7e]+$/;
const MAX_LOCAL = 64;

/**
 * An e-mail address in its one form: lower case, an international domain in
 * ASCII (`info@xn--mller-kva.de`), because mail servers and the lead data model
 * take it so. Undefined: it is none.
 */
export function readEmail(text: string): string | undefined {
  let email = text.toLowerCase();
  if (!ASCII.test(email)) {
    const at = email.lastIndexOf('@');
    email = `${email.slice(0, at)}@${domainToASCII(email.slice(at + 1))}`;
  }
  return EMAIL.test(email) && email.indexOf('@') <= MAX_LOCAL
    ? email
    : undefined;
}
