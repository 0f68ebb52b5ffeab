"""Signing in with an OpenID provider: the authorization code flow with PKCE, by Keycloak's conventions."""
