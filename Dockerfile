# One file for every image of ShopStack:
#   docker build --build-arg APP=cart --build-arg VERSION=0.1.0 --build-arg REVISION="$(git rev-parse HEAD)" -t shopstack/cart:0.1.0 .
# APP is web, user, catalogue, cart, payment, shipping, ratings, dispatch, psp or verifier. It needs BuildKit. See docs/images.md.
ARG NODE=24-bookworm-slim

# Everything but the last stage runs on the builder's own platform, whatever platform the image is for.
FROM --platform=$BUILDPLATFORM node:${NODE} AS manifests
ARG APP
WORKDIR /shop
COPY . .
RUN node tools/image.mjs manifests "$APP" /out

# All dependencies, once for all images: this layer changes with a manifest or the lockfile, not with a source.
FROM --platform=$BUILDPLATFORM node:${NODE} AS build
ENV NEXT_TELEMETRY_DISABLED=1 PATH=/shop/node_modules/.bin:$PATH
WORKDIR /shop
COPY --from=manifests /out/all ./
RUN --mount=type=cache,target=/var/cache/npm npm ci --cache /var/cache/npm
COPY . .
ARG APP
RUN node tools/image.mjs build "$APP" /out

# This app's own dependencies, for the platform of the image; types and source maps are of no use there.
FROM --platform=$BUILDPLATFORM node:${NODE} AS dependencies
ARG TARGETARCH
WORKDIR /shop
COPY --from=manifests /out/own ./
RUN --mount=type=cache,target=/var/cache/npm \
    npm ci --cache /var/cache/npm --omit=dev --os=linux --libc=glibc --cpu="$(node -p "'${TARGETARCH}'.replace('amd64', 'x64')")" \
 && find node_modules -type f \( -name '*.map' -o -name '*.d.ts' -o -name '*.d.mts' -o -name '*.d.cts' \) -delete

FROM node:${NODE} AS image
# curl asks for health, tini passes signals on and buries the dead. Nothing is installed in a running container: no npm.
# A volume for pictures belongs to whom the folder belongs that it covers.
# hadolint ignore=DL3008
RUN apt-get update \
 && apt-get install -y --no-install-recommends curl tini \
 && rm -rf /var/lib/apt/lists/* /var/cache/* /var/log/* \
    /usr/local/lib/node_modules /usr/local/bin/npm /usr/local/bin/npx /usr/local/bin/corepack /usr/local/bin/yarn* /opt/yarn* \
 && install -d -o 1000 -g 1000 /pictures
WORKDIR /shop
COPY --from=dependencies /shop ./
COPY --from=build /out ./
WORKDIR /shop/app
ARG APP
ARG VERSION=0.1.0-dev
ARG REVISION=unknown
ENV NODE_ENV=production NEXT_TELEMETRY_DISABLED=1 HOST=0.0.0.0 PORT=8080 VERSION=${VERSION}
LABEL org.opencontainers.image.title="shopstack/${APP}" \
      org.opencontainers.image.version="${VERSION}" \
      org.opencontainers.image.revision="${REVISION}" \
      org.opencontainers.image.source="https://github.com/shopstack/shopstack" \
      org.opencontainers.image.licenses="MIT"
USER 1000:1000
EXPOSE 8080
HEALTHCHECK --interval=10s --timeout=10s --start-period=30s --retries=3 \
    CMD ["curl", "-H", "X-INSTANA-SYNTHETIC: 1", "-sS", "-f", "-o", "/dev/null", "http://localhost:8080/health"]
ENTRYPOINT ["tini", "--"]
CMD ["node", "dist/main.js"]
