# Build: docker build -t socket-exporter .
# Run:   docker run --rm --network host --pid host socket-exporter      (README.md, Privileges, says what it sees then)
FROM mcr.microsoft.com/dotnet/sdk:10.0 AS build
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
RUN dotnet publish src/SocketExporter --configuration Release --no-restore --output /app -p:SourceRevisionId=$REVISION

FROM mcr.microsoft.com/dotnet/aspnet:10.0
COPY --from=build /app /app
# No diagnostic socket: nothing to write, so that the root file system may be read-only.
ENV DOTNET_EnableDiagnostics=0
# Nobody. A number, so that an orchestrator can see that it is not root.
USER 65534:65534
EXPOSE 10105
ENTRYPOINT ["/app/socket-exporter"]
