// A certified OpenID provider that signs in whom it is told to, with Keycloak's claims, and that can be told to
// misbehave. Its standard input takes one JSON object a line:
//   {"person": {sub, ...claims}}   whom the next sign-ins are
//   {"forge": kind | null}         what is done to the ID token on its way out
//   {"skew": seconds}              how far its clock is ahead
//   {"rotate": true}               new signing keys
//   {"deny": true | false}         whether the person declines to sign in
// It answers each with a line on its standard output; the first line is its own address.
import { createHmac, generateKeyPairSync, randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import { createInterface } from 'node:readline';
import { exportJWK, importJWK, SignJWT } from 'jose';
import { Provider } from 'oidc-provider';

// Standard output is for answers alone.
console.info = console.log = console.warn = console.error;

const [redirectUri, signOutUri, backChannelUri] = process.argv.slice(2);
const state = { person: { sub: 'nobody' }, forge: null, skew: 0, deny: false };
const people = new Map();
let key;
let provider;

async function newKey() {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  return { ...(await exportJWK(privateKey)), kid: randomUUID(), alg: 'RS256', use: 'sig' };
}

function newProvider(issuer) {
  const made = new Provider(issuer, {
    jwks: { keys: [key] },
    clients: [
      {
        client_id: 'asan',
        client_secret: 'a secret of the tests',
        redirect_uris: [redirectUri],
        post_logout_redirect_uris: [signOutUri],
        backchannel_logout_uri: backChannelUri,
        backchannel_logout_session_required: true,
      },
    ],
    claims: {
      openid: ['sub', 'sid', 'preferred_username', 'name', 'realm_access', 'resource_access', 'groups'],
      profile: [],
      email: [],
    },
    conformIdTokenClaims: false,
    pkce: { required: () => true },
    features: {
      devInteractions: { enabled: false },
      backchannelLogout: { enabled: true },
      rpInitiatedLogout: {
        enabled: true,
        logoutSource: (ctx, form) => {
          ctx.body = form;
        },
      },
    },
    // By default it calls no address of its own machine, and there our server is.
    fetch: (url, { method, headers, body }) => globalThis.fetch(url, { method, headers, body }),
    cookies: { keys: ['a key of the tests'] },
    interactions: { url: (_ctx, interaction) => `/interaction/${interaction.uid}` },
    findAccount: (_ctx, id) => ({ accountId: id, claims: () => people.get(id) }),
    loadExistingGrant: async (ctx) => {
      const grant = new made.Grant({ clientId: 'asan', accountId: ctx.oidc.session.accountId });
      grant.addOIDCScope('openid profile email');
      await grant.save();
      return grant;
    },
  });
  made.on('backchannel.error', (_ctx, error) => process.stderr.write(`${error.stack}\n`));
  made.on('server_error', (_ctx, error) => process.stderr.write(`${error.stack}\n`));
  return made;
}

const part = (value) => Buffer.from(JSON.stringify(value)).toString('base64url');

// The same claims again, signed by the provider's own key unless the signature is what is wrong.
async function forged(token) {
  const [head, body] = token.split('.').slice(0, 2).map((each) => JSON.parse(Buffer.from(each, 'base64url')));
  const wrong = {
    aud: { aud: 'another client' },
    azp: { aud: ['asan', 'another'], azp: 'another' },
    iss: { iss: 'https://elsewhere.example' },
    nonce: { nonce: 'another sign-in' },
    'no-nonce': { nonce: undefined },
    expired: { iat: body.iat - 7200, exp: body.exp - 7200 - 3600 },
    'at-hash': { at_hash: 'AAAAAAAAAAAAAAAAAAAAAA' },
    'no-sub': { sub: undefined },
  };
  const shifted = { ...body, iat: body.iat + state.skew, exp: body.exp + state.skew };
  const claims = { ...shifted, ...wrong[state.forge] };
  if (state.forge === 'none') return `${part({ alg: 'none' })}.${part(claims)}.`;
  if (state.forge === 'hmac') {
    const text = `${part({ alg: 'HS256', kid: head.kid })}.${part(claims)}`;
    return `${text}.${createHmac('sha256', 'a secret of the tests').update(text).digest('base64url')}`;
  }
  if (state.forge === 'truncated') return token.slice(0, -20);
  const signer = ['signature', 'unknown-key'].includes(state.forge) ? await newKey() : key;
  const kid = state.forge === 'unknown-key' ? signer.kid : head.kid;
  return new SignJWT(claims).setProtectedHeader({ ...head, kid }).sign(await importJWK(signer, 'RS256'));
}

async function interact(request, response) {
  const result = state.deny
    ? { error: 'access_denied', error_description: 'the person declined' }
    : { login: { accountId: state.person.sub } };
  await provider.interactionFinished(request, response, result, { mergeWithLastSubmission: false });
}

const server = createServer((request, response) => {
  if (request.url.startsWith('/interaction/')) {
    interact(request, response).catch((error) => {
      response.statusCode = 500;
      response.end(String(error));
    });
    return;
  }
  if (request.url.startsWith('/token') && (state.forge || state.skew)) {
    const end = response.end.bind(response);
    response.end = (text) => {
      const answer = JSON.parse(text);
      forged(answer.id_token).then((token) => {
        const changed = Buffer.from(JSON.stringify({ ...answer, id_token: token }));
        response.setHeader('content-length', changed.length);
        end(changed);
      });
    };
  }
  provider.callback()(request, response);
});

const say = (line) => process.stdout.write(`${line}\n`);

server.listen(0, '127.0.0.1', async () => {
  const issuer = `http://127.0.0.1:${server.address().port}`;
  key = await newKey();
  provider = newProvider(issuer);
  say(issuer);
  for await (const line of createInterface({ input: process.stdin })) {
    const { rotate, ...told } = JSON.parse(line);
    Object.assign(state, told);
    people.set(state.person.sub, state.person);
    if (rotate) {
      key = await newKey();
      provider = newProvider(issuer);
    }
    say('done');
  }
  process.exit(0);
});
