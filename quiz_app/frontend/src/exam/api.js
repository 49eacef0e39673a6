const PATIENCE = 10_000;

/**
 * The requests of one attempt. Each resolves, never rejects, to
 * {status, code, message, data, retryAfter}: status 0 when no answer came, retryAfter in ms or null.
 */
export function createApi({ urls, token }) {
  return {
    save: (sheet) => call("PUT", urls.answers, sheet, token),
    submit: (sheet) => call("POST", urls.submission, sheet, token),
    start: (wish) => call("POST", urls.start, wish, token),
    report: (visits) => call("POST", urls.visits, visits, token),
  };
}

async function call(method, url, body, token) {
  const abort = new AbortController();
  const timer = setTimeout(() => abort.abort(), PATIENCE);
  try {
    const response = await fetch(url, {
      method,
      body: JSON.stringify(body),
      credentials: "same-origin",
      // Lets a save that is under way outlive the page; whole sheets are far below the 64 kB allowed.
      keepalive: true,
      redirect: "manual",
      signal: abort.signal,
      headers: { "Content-Type": "application/json", Accept: "application/json", "X-CSRFToken": token },
    });
    return await understood(response);
  } catch {
    return { status: 0, code: "unreachable", message: "", data: {}, retryAfter: null };
  } finally {
    clearTimeout(timer);
  }
}

async function understood(response) {
  const data = await response.json().catch(() => null);
  const redirected = response.type === "opaqueredirect";
  const garbled = response.ok && data === null;
  return {
    status: redirected ? 401 : garbled ? 502 : response.status,
    code: data?.error ?? "",
    message: data?.message ?? "",
    data: data ?? {},
    retryAfter: seconds(response.headers.get("Retry-After")),
  };
}

function seconds(header) {
  const value = Number.parseFloat(header ?? "");
  return Number.isFinite(value) ? value * 1000 : null;
}
