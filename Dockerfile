# One static binary and nothing else.
# Build: docker build -t socket-exporter .
# Run:   docker run --rm --network host --pid host socket-exporter      (README.md, Privileges, says what it sees then)
FROM mcr.microsoft.com/dotnet/sdk:10.0 AS build
# What links the native binary: a compiler, and the static libraries of OpenSSL, which is built in (cmake compiles the runtime's side of it).
RUN apt-get update \
 && apt-get install -y --no-install-recommends clang cmake make zlib1g-dev libssl-dev \
 && rm -rf /var/lib/apt/lists/*
WORKDIR /source

# What decides the packages comes first, so that a change of code alone restores nothing.
COPY global.json Directory.Build.props Directory.Packages.props ./
COPY src/SocketExporter.Kernel/*.csproj src/SocketExporter.Kernel/packages.lock.json src/SocketExporter.Kernel/
COPY src/SocketExporter/*.csproj src/SocketExporter/packages.lock.json src/SocketExporter/
RUN dotnet restore src/SocketExporter -p:LockedRestore=true

# The analyzers' rules are part of the build: a warning is an error.
COPY .editorconfig ./
COPY src/ src/
# The image has no repository to ask: docker build --build-arg REVISION=$(git rev-parse HEAD) …
ARG REVISION=
# The native compiler is a package of the publishing alone; the lock file does not know it (docs/decisions.md).
RUN arch=$(uname -m | sed 's/x86_64/x64/; s/aarch64/arm64/') \
 && dotnet publish src/SocketExporter --configuration Release --runtime linux-$arch --output /app \
      -p:PublishAot=true -p:StaticExecutable=true -p:SourceRevisionId=$REVISION \
 && strip /app/socket-exporter

FROM scratch
COPY --from=build /app/socket-exporter /socket-exporter
# Nobody. A number, so that an orchestrator can see that it is not root. It writes no file: the root file system may be read-only.
USER 65534:65534
EXPOSE 10105
ENTRYPOINT ["/socket-exporter"]
