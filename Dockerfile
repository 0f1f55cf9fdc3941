# Routegate as a container. Build: docker build -t routegate .
# Run:  docker run -p 127.0.0.1:3000:3000 -v routegate:/app/data --env-file .env routegate
#
# The program runs on the image's own Node, straight from its TypeScript; nothing is compiled. (The `node` package in
# package.json is for development, and is left out here.)

FROM node:24-slim AS packages
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
# Without install scripts: the database driver comes with a binary for this platform.
RUN npm ci --omit=dev --ignore-scripts

FROM node:24-slim
ENV NODE_ENV=production \
    HOST=0.0.0.0 \
    PORT=3000
WORKDIR /app
COPY --from=packages /app/node_modules ./node_modules
COPY package.json slack-manifest.yml ./
COPY migrations ./migrations
COPY manifests ./manifests
COPY src ./src
# The only place that is written to: the database and its backups.
RUN mkdir data && chown node:node data
VOLUME /app/data
USER node
EXPOSE 3000
HEALTHCHECK --interval=30s --timeout=5s --start-period=20s \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT}/healthz`).then((answer) => process.exit(answer.ok ? 0 : 1), () => process.exit(1))"]
# Not through npm, so that signals reach the program and it stops gracefully. The option keeps memory at about half of what
# Node would take on a large machine; package.json has it, too.
CMD ["node", "--max-semi-space-size=8", "src/main.ts"]
