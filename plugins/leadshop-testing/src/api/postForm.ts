import type { UploadOptions } from './ImportsApi';

/**
 * Posts a form. `fetch` cannot say how much of a body has left the browser, the
 * older XMLHttpRequest can.
 */
export function postForm(
  request: { url: string; token?: string; form: FormData },
  { signal, onUploadProgress }: UploadOptions,
): Promise<Response> {
  return new Promise((resolve, reject) => {
    const xhr = new XMLHttpRequest();
    const abort = () => xhr.abort();
    const stopped = () =>
      signal?.reason ?? new DOMException('Stopped', 'AbortError');
    if (signal?.aborted) {
      reject(stopped());
      return;
    }
    signal?.addEventListener('abort', abort, { once: true });
    xhr.onload = () =>
      resolve(
        new Response(xhr.responseText, {
          status: xhr.status,
          statusText: xhr.statusText,
          headers: {
            'Content-Type': xhr.getResponseHeader('Content-Type') ?? '',
          },
        }),
      );
    // What fetch rejects with when there is no answer.
    xhr.onerror = () => reject(new TypeError('The upload failed'));
    xhr.onabort = () => reject(stopped());
    xhr.onloadend = () => signal?.removeEventListener('abort', abort);
    if (onUploadProgress) {
      xhr.upload.onprogress = ({ loaded, total }) =>
        onUploadProgress(loaded, total);
    }
    xhr.open('POST', request.url);
    if (request.token) {
      xhr.setRequestHeader('Authorization', `Bearer ${request.token}`);
    }
    xhr.send(request.form);
  });
}
