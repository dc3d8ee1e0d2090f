// Passkeys (WebAuthn, level 3): a form with data-passkey asks the authenticator, then is sent as any other.
//
// data-passkey: `create` and `get` have their options in data-options; `ask` fetches them from its action.

const CREATED = ["clientDataJSON", "attestationObject"];
const GOT = ["clientDataJSON", "authenticatorData", "signature", "userHandle"];

// A passkey belongs to a domain's name (Web Authentication, 5.1.3), and an address of numbers is none.
const NUMBERS = /^(\[.*\]|[\d.]+)$/;

/** Bring every passkey form under a root alive; without WebAuthn they stay hidden. */
export function passkeys(root) {
  if (!globalThis.PublicKeyCredential || !navigator.credentials) return;
  for (const form of root.querySelectorAll("form[data-passkey]")) {
    form.hidden = false;
    if (NUMBERS.test(location.hostname)) {
      askForName(form);
      continue;
    }
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      void answer(form);
    });
  }
}

/** Say where a passkey can be used: this machine has a name. */
function askForName(form) {
  const words = document.createElement("p");
  form.replaceChildren(words);
  const here = new URL(location.href);
  if (!["127.0.0.1", "[::1]"].includes(here.hostname)) {
    words.textContent = "A passkey needs a page with a name, not a number, for its address.";
    return;
  }
  here.hostname = "localhost";
  const link = document.createElement("a");
  link.href = here.href;
  link.textContent = here.host;
  words.append("For a passkey, open this page at ", link, ".");
}

async function answer(form) {
  const told = form.querySelector("[data-passkey-told]");
  told.hidden = true;
  try {
    form.elements.credential.value = JSON.stringify(await credentialOf(form));
    form.submit();
  } catch (fault) {
    told.textContent =
      fault.name === "NotAllowedError" ? "No passkey was used." : "This passkey cannot be used here.";
    told.hidden = false;
  }
}

async function credentialOf(form) {
  if (form.dataset.passkey === "create") {
    const { creation_options: options } = JSON.parse(form.dataset.options);
    return plain(await navigator.credentials.create(created(options, form)), CREATED);
  }
  const { request_options: options } =
    form.dataset.passkey === "ask" ? await asked(form.action) : JSON.parse(form.dataset.options);
  return plain(await navigator.credentials.get(requested(options)), GOT);
}

async function asked(url) {
  const headers = { Accept: "application/json", "X-Requested-With": "XMLHttpRequest" };
  const answered = await fetch(url, { headers });
  if (!answered.ok) throw new Error(`answered ${answered.status}`);
  return answered.json();
}

function created({ publicKey }, form) {
  const isPasskey = form.elements.passwordless?.checked ?? false;
  const chosen = {
    ...publicKey.authenticatorSelection,
    residentKey: isPasskey ? "required" : "discouraged",
    requireResidentKey: isPasskey,
    ...(isPasskey ? { userVerification: "required" } : {}),
  };
  return {
    publicKey: {
      ...publicKey,
      authenticatorSelection: chosen,
      challenge: octets(publicKey.challenge),
      user: { ...publicKey.user, id: octets(publicKey.user.id) },
      excludeCredentials: described(publicKey.excludeCredentials),
    },
  };
}

function requested({ publicKey }) {
  return {
    publicKey: {
      ...publicKey,
      challenge: octets(publicKey.challenge),
      allowCredentials: described(publicKey.allowCredentials),
    },
  };
}

function described(credentials = []) {
  return credentials.map((credential) => ({ ...credential, id: octets(credential.id) }));
}

/** A credential as JSON: what is octets in it becomes base64url. */
function plain(credential, names) {
  const response = {};
  for (const name of names) {
    if (credential.response[name]) response[name] = text(credential.response[name]);
  }
  return {
    type: credential.type,
    id: credential.id,
    rawId: text(credential.rawId),
    authenticatorAttachment: credential.authenticatorAttachment,
    response,
    clientExtensionResults: credential.getClientExtensionResults(),
  };
}

function octets(base64url) {
  const base64 = base64url.replaceAll("-", "+").replaceAll("_", "/");
  return Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
}

function text(buffer) {
  const letters = Array.from(new Uint8Array(buffer), (octet) => String.fromCharCode(octet));
  return btoa(letters.join("")).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}
