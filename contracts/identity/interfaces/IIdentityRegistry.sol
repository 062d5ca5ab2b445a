// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {ProfileIdentity} from "../../settlement/interfaces/IControllers.sol";

/// @title Identity registry
/// @notice Level, state, expiry, jurisdiction and flags per account, one slot each; no personal data, no hash of it, no stable user id.
/// Writes the core's profile word in the same transaction where a core is connected.
/// @dev Roles are checked against the direct caller, so that "never the officer who froze it" holds: a role with an execution delay calls
/// here itself after `schedule`, not through the access manager's `execute`.
interface IIdentityRegistry {
    event IdentitySet(address indexed account, uint8 level, uint16 kycExpiryDay, uint16 jurisdiction, bool accredited, bool marketMaker);
    /// @notice Also emitted with every freeze and unfreeze: the state that is now in force.
    event AccountStateSet(address indexed account, uint8 state, address by);
    event AccountFrozen(address indexed account, bytes32 caseHash, address by);
    event AccountUnfrozen(address indexed account, bytes32 caseHash, address by);
    event SanctionSet(address indexed account, bool sanctioned, address by);
    /// @notice The standing that is now in force (`MarketMakerState`) and the report it rests on; no report where `setIdentity` admitted or
    /// dismissed.
    event MarketMakerStateSet(address indexed account, uint8 state, bytes32 reportHash, address by);
    event CoreConnected(address indexed core);
    event DepositsConnected(address indexed deposits);

    error Identity_BadLevel(uint8 level);
    error Identity_BadState(uint8 state);
    error Identity_BadJurisdiction(uint16 jurisdiction);
    error Identity_NotFrozen(address account);
    error Identity_AlreadyFrozen(address account);
    error Identity_SameHolder(address holder);
    error Identity_ZeroAccount();
    error Identity_ZeroCase();
    error Identity_ZeroReport();
    error Identity_MarketMakerLevel(uint8 level);
    error Identity_MarketMakerState(address account, uint8 state);
    error Identity_MarketMakerTerminated(address account);
    /// @notice The market watch has suspended as many as it may until the next UTC day.
    error Identity_TooManySuspensions(uint8 most);
    error Identity_ZeroDeposits();
    error Identity_DepositsAlreadyConnected(address deposits);
    error Identity_ZeroCore();
    error Identity_CoreAlreadyConnected(address core);
    error Identity_NoCore();

    /// @notice Compliance: level 0..3, last day of validity in days since 1970, ISO 3166 numeric jurisdiction (0 unknown, at most 999).
    /// `marketMaker` admits (level 3 and the minimum deposit given, never again after a termination) or dismisses; it does not touch a
    /// suspension.
    function setIdentity(
        address account,
        uint8 level,
        uint16 kycExpiryDay,
        uint16 jurisdiction,
        bool accredited,
        bool marketMaker
    ) external;
    /// @notice Compliance: active, restricted or closed (freezing has its own functions).
    function setState(address account, uint8 state) external;
    function setSanctioned(address account, bool sanctioned) external;
    /// @notice Compliance, immediate, with the hash of the case.
    function freeze(address account, bytes32 caseHash) external;
    /// @notice Compliance reviewer, never the officer who froze it: back to the state before.
    function unfreeze(address account, bytes32 caseHash) external;
    /// @notice Compliance: the account loses what only market makers have, at once and for new orders; it keeps its orders, cancels and exits.
    /// @param reportHash of the obligations report or the alert that was decided on.
    function suspendMarketMaker(address account, bytes32 reportHash) external;
    /// @notice Market watch, a service's key that can do nothing else, at most three times a UTC day: the same.
    function suspendMarketMakerAutomatically(address account, bytes32 reportHash) external;
    /// @notice Compliance reviewer: ends a suspension, level 3 and the minimum deposit given.
    function reinstateMarketMaker(address account, bytes32 reportHash) external;
    /// @notice Compliance: from active or suspended, for ever.
    function terminateMarketMaker(address account, bytes32 reportHash) external;
    /// @notice Admin, once.
    function connectCore(address core) external;
    /// @notice Admin, once: from now on a market maker needs the minimum deposit there to become active. Those who are active stay.
    function connectDeposits(address deposits) external;
    /// @notice Anyone: writes the account's profile to the core again; for accounts known before a core was connected.
    function pushProfile(address account) external;

    function core() external view returns (address);
    /// @notice `IMarketMakerDeposits`; zero where market makers need no deposit.
    function deposits() external view returns (address);
    function identityOf(address account) external view returns (ProfileIdentity memory);
    /// @notice `MarketMakerState`; the identity's `marketMaker` is true while it is ACTIVE.
    function marketMakerStateOf(address account) external view returns (uint8);
    /// @notice UTC day, counted from 1970, on which the standing was last set; obligations of a suspension's days are nobody's breach.
    function marketMakerSinceDayOf(address account) external view returns (uint16);
    function isFrozen(address account) external view returns (bool);
}
