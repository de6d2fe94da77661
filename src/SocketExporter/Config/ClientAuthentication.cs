namespace SocketExporter.Config;

/// <summary>What is asked of a client in the TLS handshake: <c>client_auth_type</c>.</summary>
internal enum ClientAuthentication
{
    /// <summary>NoClientCert.</summary>
    None,

    /// <summary>RequestClientCert: asked for, never needed, never verified.</summary>
    Requested,

    /// <summary>RequireAnyClientCert, RequireClientCert: needed, not verified.</summary>
    RequiredUnverified,

    /// <summary>VerifyClientCertIfGiven.</summary>
    VerifiedIfGiven,

    /// <summary>RequireAndVerifyClientCert.</summary>
    RequiredAndVerified,
}
